module slotqueue

go 1.19
