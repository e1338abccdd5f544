read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
sleep 60 &
exit 3
