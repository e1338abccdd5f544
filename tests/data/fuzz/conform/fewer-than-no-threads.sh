read -r line
echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}'
read -r line
echo '{"id":2,"ok":{}}'
read -r line
echo '{"id":3,"ok":{"token":0}}'
read -r line
echo '{"id":4,"ok":{}}'
read -r line
echo '{"id":5,"ok":{"live_dequeuer_threads":-1}}'
