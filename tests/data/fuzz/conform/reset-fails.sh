read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
echo '{"id":2,"fail":{"reason":"no"}}'
