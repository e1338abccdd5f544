read -r line
printf '%s\n' '{"id":1,"ok":{"name":"hostile","can":["queue"]}}' '{"id":2,"ok":{}}' '{"id":3,"ok":{"token":0}}' '{"id":4,"ok":{}}' '{"id":5,"ok":{"live_dequeuer_threads":0}}' '{"id":6,"ok":{}}'
cat >&2
