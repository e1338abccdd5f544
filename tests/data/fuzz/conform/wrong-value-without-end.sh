read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["scaling"]}}'
read -r line
printf '{"id":2,"ok":{"needed":"%060000d"}}\n' 0
