read -r line
printf '{"id":1,"ok":{"name":"%0300d","can":["queue"]}}\n' 0
