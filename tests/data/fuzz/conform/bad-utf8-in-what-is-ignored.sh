read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
echo '{"id":2,"ok":{}}'
read -r line
printf '{"id":3,"ok":{"token":0},"x":"\377"}\n'
