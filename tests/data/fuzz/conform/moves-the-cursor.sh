read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
echo '{"id":2,"ok":{}}'
read -r line
printf '\033[2J\033]0;title\007{"id":3}\n'
