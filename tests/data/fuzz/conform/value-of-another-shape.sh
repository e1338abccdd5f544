read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["scaling","scaling","x"]}}'
read -r line
echo '{"id":2,"ok":[]}'
