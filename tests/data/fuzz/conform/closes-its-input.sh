read -r line
exec <&-
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
sleep 60
