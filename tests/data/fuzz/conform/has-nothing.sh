while read -r line; do
    id=${line#*:}
    id=${id%%,*}
    case $line in
    *start*) echo '{"id":1,"ok":{"name":"hostile","can":["queue"]}}' ;;
    *reset* | *stop*) echo "{\"id\":${id%\}},\"ok\":{}}" ;;
    *) echo "{\"id\":$id,\"unimplemented\":true}" ;;
    esac
done
