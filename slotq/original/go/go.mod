module original

go 1.18
