read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
echo '{"id":2,"ok":{}}'
read -r line
echo '{"id":3,"ok":{"token":18446744073709551616}}'
