read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
while printf x; do sleep 0.02; done
