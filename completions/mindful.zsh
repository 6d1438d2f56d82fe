#compdef mindful

autoload -U is-at-least

_mindful() {
    typeset -A opt_args
    typeset -a _arguments_options
    local ret=1

    if is-at-least 5.2; then
        _arguments_options=(-s -S -C)
    else
        _arguments_options=(-s -C)
    fi

    local context curcontext="$curcontext" state line
    _arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_mindful_commands" \
"*::: :->mindful" \
&& ret=0
    case $state in
    (mindful)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-command-$line[1]:"
        case $line[1] in
            (login)
_arguments "${_arguments_options[@]}" : \
'--client-id=[Client id of your integration]:ID:_default' \
'--timeout=[How long to wait for the browser]:SPAN:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--no-browser[Never open a browser; the redirected address can be pasted here (so it is over SSH, and without a display)]' \
'(--no-browser)--device[Log in on another device\: shows a code, an address and a QR code]' \
'--client-secret-stdin[Read the client secret from the first line of stdin]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(logout)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(forget)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(whoami)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print it as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(schedule)
_arguments "${_arguments_options[@]}" : \
'*--to=[Person\: e-mail address, name or @group of the address book (can be repeated)]:WHO:_default' \
'*--space=[Space\: its id, or a name of the address book (can be repeated)]:SPACE:_default' \
'--at=[When to send; without it\: now if they are at work, else the start of their next working hours]:WHEN:_default' \
'--tz=[Whose clock WHEN is on\: mine, theirs or an IANA zone]:ZONE:_default' \
'--file=[Read the message from a file]:PATH:_files' \
'(--card)--attach=[Send this file along; it is copied now]:FILE:_files' \
'--card=[Send this adaptive card (JSON)]:FILE:_files' \
'--reply-to=[Answer this message, in its thread]:MESSAGE_ID:_default' \
'--not-after=[Do not send it later than this]:WHEN:_default' \
'*--hold-while=[Hold it while they are this, such as DoNotDisturb,meeting]:STATUS:_default' \
'--every=[Send it again\: day, weekday, workday, mon,thu, 2 weeks, first mon, month on 31, last workday, year …]:RULE:_default' \
'(--count)--until=[With --every\: none is later than this]:WHEN:_default' \
'--count=[With --every\: so many messages]:N:_default' \
'--on-day-off=[With --every\: what becomes of one on a day they do not work\: skip, or next for their next working day \[default\: next on their days off; a weekday that is not in their week was named and stands\]]:WISH:_default' \
'--id=[The same key again schedules nothing]:KEY:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--markdown[The message is Webex'\''s Markdown]' \
'--literal[Words in braces, such as {first_name}, are not filled in]' \
'--any-time[Their working hours do not matter]' \
'--unless-reply[Hold it if they write before it goes (needs the scope spark\:messages_read)]' \
'--dry-run[Show what would be stored and store nothing]' \
'--json[Print the messages as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::text -- Message; `-` reads stdin:_default' \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
'(--all)*--state=[Only these states\: scheduled, held, sending, sent, failed, expired, unconfirmed, cancelled]:STATE:_default' \
'--to=[Only messages to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Messages in every state]' \
'--json[Print the messages as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the message as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':id -- Id, or the beginning of one:_default' \
&& ret=0
;;
(edit)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':id -- Id, or the beginning of one:_default' \
&& ret=0
;;
(move)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--at=[When to send instead]:WHEN:_default' \
'--tz=[Whose clock WHEN is on\: mine, theirs or an IANA zone]:ZONE:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(cancel)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(send)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(retry)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(confirm)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(recall)
_arguments "${_arguments_options[@]}" : \
'--to=[Every fitting message to them\: part of a name or address]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--all[Every fitting message; asks first]' \
'-y[Do not ask]' \
'--yes[Do not ask]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::ids -- Ids, or the beginnings of some:_default' \
&& ret=0
;;
(purge)
_arguments "${_arguments_options[@]}" : \
'--older-than=[How old they must be]:SPAN:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(skip)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the message that goes instead as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':id -- Id of any of its messages, or the beginning of one:_default' \
&& ret=0
;;
(pause)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':id -- Id of any of its messages, or the beginning of one:_default' \
&& ret=0
;;
(resume)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the message that goes next as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':id -- Id of any of its messages, or the beginning of one:_default' \
&& ret=0
;;
(send-due)
_arguments "${_arguments_options[@]}" : \
'--limit=[Send at most so many messages]:N:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--dry-run[Show what would be sent and send nothing]' \
'--json[Print what was done as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(when)
_arguments "${_arguments_options[@]}" : \
'--to=[Whose hours and clock matter]:WHO:_default' \
'--tz=[Whose clock WHEN is on\: mine, theirs or an IANA zone]:ZONE:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the reading as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':phrase -- Time:_default' \
&& ret=0
;;
(people)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_mindful__subcmd__people_commands" \
"*::: :->people" \
&& ret=0

    case $state in
    (people)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-people-command-$line[1]:"
        case $line[1] in
            (search)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the people as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'*::name -- Beginning of a name, or an e-mail address:_default' \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the people as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print them as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':who -- Name in the address book, or @group:_default' \
&& ret=0
;;
(add)
_arguments "${_arguments_options[@]}" : \
'--email=[E-mail address]:ADDRESS:_default' \
'--person-id=[Webex'\''s id of the person]:ID:_default' \
'--space=[Webex'\''s id of a space]:ID:_default' \
'--name=[Full name]:NAME:_default' \
'--timezone=[IANA name of their time zone, such as Europe/London]:ZONE:_default' \
'--tz=[IANA name of their time zone, such as Europe/London]:ZONE:_default' \
'--hours=[Working hours, such as "Mon-Fri 09\:00-17\:00"]:HOURS:_default' \
'*--off=[Days off\: 2026-12-24, or 2026-12-24..2027-01-02 (can be repeated)]:DAYS:_default' \
'--any-time=[Hours do not matter]::true|false:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':alias -- What you call them, or @group:_default' \
'*::addresses -- E-mail address; for a group its members\: names and e-mail addresses:_default' \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
'*--unset=[Remove what is said under this key (can be repeated)]:KEY:_default' \
'--email=[E-mail address]:ADDRESS:_default' \
'--person-id=[Webex'\''s id of the person]:ID:_default' \
'--space=[Webex'\''s id of a space]:ID:_default' \
'--name=[Full name]:NAME:_default' \
'--timezone=[IANA name of their time zone, such as Europe/London]:ZONE:_default' \
'--tz=[IANA name of their time zone, such as Europe/London]:ZONE:_default' \
'--hours=[Working hours, such as "Mon-Fri 09\:00-17\:00"]:HOURS:_default' \
'*--off=[Days off\: 2026-12-24, or 2026-12-24..2027-01-02 (can be repeated)]:DAYS:_default' \
'--any-time=[Hours do not matter]::true|false:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':who -- Name in the address book:_default' \
'::key -- Key\: email, person_id, space, name, timezone, hours, off or any_time:_default' \
'*::values -- Value, or several days off:_default' \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':who -- Name in the address book, or @group:_default' \
'*::members -- For a group\: only these members:_default' \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
'*--for=[Only for them\: names and @groups of the address book (can be repeated); without it\: for everybody]:WHO:_default' \
'*--to=[Only for them\: names and @groups of the address book (can be repeated); without it\: for everybody]:WHO:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--dry-run[Show what would be added and add nothing]' \
'--json[Print what is added as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':file -- Calendar file:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__people__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-people-help-command-$line[1]:"
        case $line[1] in
            (search)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(add)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(spaces)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the spaces as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
'::query -- Part of a title:_default' \
&& ret=0
;;
(timer)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_mindful__subcmd__timer_commands" \
"*::: :->timer" \
&& ret=0

    case $state in
    (timer)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-timer-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
'--every=[How often]:SPAN:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--systemd[systemd'\''s user manager]' \
'--cron[cron]' \
'--launchd[launchd (macOS)]' \
'--task-scheduler[Task Scheduler (Windows)]' \
'--print[Show what would be written and write nothing]' \
'--json[Print the status as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
'--every=[How often]:SPAN:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--systemd[systemd'\''s user manager]' \
'--cron[cron]' \
'--launchd[launchd (macOS)]' \
'--task-scheduler[Task Scheduler (Windows)]' \
'--print[Show what would be written and write nothing]' \
'--json[Print the status as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
'--every=[How often]:SPAN:_default' \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--systemd[systemd'\''s user manager]' \
'--cron[cron]' \
'--launchd[launchd (macOS)]' \
'--task-scheduler[Task Scheduler (Windows)]' \
'--print[Show what would be written and write nothing]' \
'--json[Print the status as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__timer__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-timer-help-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'--json[Print the findings as JSON]' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(config)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
":: :_mindful__subcmd__config_commands" \
"*::: :->config" \
&& ret=0

    case $state in
    (config)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-config-command-$line[1]:"
        case $line[1] in
            (path)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':key -- Section and key, such as delivery.grace:_default' \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':key -- Section and key, such as delivery.grace:_default' \
'*::values -- Value, or several:_default' \
&& ret=0
;;
(edit)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__config__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-config-help-command-$line[1]:"
        case $line[1] in
            (path)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(edit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
;;
(completions)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':shell -- Shell:(bash elvish fish powershell zsh)' \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
'--color=[When to use colour]:WHEN:((auto\:"On a terminal that has some, unless \`NO_COLOR\` is set"
always\:"Even into a pipe"
never\:"Nowhere"))' \
'-q[Say only what matters]' \
'--quiet[Say only what matters]' \
'*-v[Say more, on stderr (can be repeated)]' \
'*--verbose[Say more, on stderr (can be repeated)]' \
'-h[Print help (see more with '\''--help'\'')]' \
'--help[Print help (see more with '\''--help'\'')]' \
'-V[Print version]' \
'--version[Print version]' \
':folder -- Folder:_files' \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__help_commands" \
"*::: :->help" \
&& ret=0

    case $state in
    (help)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-help-command-$line[1]:"
        case $line[1] in
            (login)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(logout)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(forget)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(whoami)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(schedule)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(edit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(move)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(cancel)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(restore)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(send)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(retry)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(confirm)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(recall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(purge)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(skip)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(pause)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(resume)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(send-due)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(when)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(people)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__help__subcmd__people_commands" \
"*::: :->people" \
&& ret=0

    case $state in
    (people)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-help-people-command-$line[1]:"
        case $line[1] in
            (search)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(list)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(show)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(add)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(remove)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(import)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(spaces)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(timer)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__help__subcmd__timer_commands" \
"*::: :->timer" \
&& ret=0

    case $state in
    (timer)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-help-timer-command-$line[1]:"
        case $line[1] in
            (install)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(uninstall)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(status)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(doctor)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(config)
_arguments "${_arguments_options[@]}" : \
":: :_mindful__subcmd__help__subcmd__config_commands" \
"*::: :->config" \
&& ret=0

    case $state in
    (config)
        words=($line[1] "${words[@]}")
        (( CURRENT += 1 ))
        curcontext="${curcontext%:*:*}:mindful-help-config-command-$line[1]:"
        case $line[1] in
            (path)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(get)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(set)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(edit)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
(completions)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(man)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
(help)
_arguments "${_arguments_options[@]}" : \
&& ret=0
;;
        esac
    ;;
esac
;;
        esac
    ;;
esac
}

(( $+functions[_mindful_commands] )) ||
_mindful_commands() {
    local commands; commands=(
'login:Log in to Webex with your browser' \
'logout:Log out; the queue is kept' \
'forget:Remove tokens, client secret, queue, history, address book and account facts' \
'whoami:Show who is logged in, and until when' \
'schedule:Schedule a message for their working hours or a time of your choice' \
'list:List the messages' \
'show:Show one message' \
'edit:Change the words of a message in your editor' \
'move:Give messages another time' \
'cancel:Take messages back before they go' \
'restore:Schedule cancelled messages again, for the time they had' \
'send:Send messages now instead of at their time' \
'retry:Send failed, expired or unconfirmed messages again' \
'confirm:Say that unconfirmed messages did arrive' \
'recall:Delete sent messages at Webex' \
'purge:Remove sent and cancelled messages for good' \
'skip:Leave out the next message of a recurring one' \
'pause:Let a recurring message wait until it is resumed' \
'resume:Let a paused recurring message go on' \
'send-due:Send the messages that are due' \
'when:Show how a time is read' \
'people:Keep the address book\: names, hours, days off, groups' \
'spaces:List the spaces you are in' \
'timer:Let this machine run \`send-due\` by itself' \
'doctor:Look whether everything is as it must be' \
'config:Show and change the settings' \
'completions:Print the completions for a shell' \
'man:Write the man pages into a folder' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful commands' commands "$@"
}
(( $+functions[_mindful__subcmd__cancel_commands] )) ||
_mindful__subcmd__cancel_commands() {
    local commands; commands=()
    _describe -t commands 'mindful cancel commands' commands "$@"
}
(( $+functions[_mindful__subcmd__completions_commands] )) ||
_mindful__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'mindful completions commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config_commands] )) ||
_mindful__subcmd__config_commands() {
    local commands; commands=(
'path:Print where the settings are' \
'get:Print a setting, if the file has it' \
'set:Change a setting; several values make a list' \
'edit:Open the settings in your editor' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful config commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__edit_commands] )) ||
_mindful__subcmd__config__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config edit commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__get_commands] )) ||
_mindful__subcmd__config__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config get commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__help_commands] )) ||
_mindful__subcmd__config__subcmd__help_commands() {
    local commands; commands=(
'path:Print where the settings are' \
'get:Print a setting, if the file has it' \
'set:Change a setting; several values make a list' \
'edit:Open the settings in your editor' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful config help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__help__subcmd__edit_commands] )) ||
_mindful__subcmd__config__subcmd__help__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config help edit commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__help__subcmd__get_commands] )) ||
_mindful__subcmd__config__subcmd__help__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config help get commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__help__subcmd__help_commands] )) ||
_mindful__subcmd__config__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config help help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__help__subcmd__path_commands] )) ||
_mindful__subcmd__config__subcmd__help__subcmd__path_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config help path commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__help__subcmd__set_commands] )) ||
_mindful__subcmd__config__subcmd__help__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config help set commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__path_commands] )) ||
_mindful__subcmd__config__subcmd__path_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config path commands' commands "$@"
}
(( $+functions[_mindful__subcmd__config__subcmd__set_commands] )) ||
_mindful__subcmd__config__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'mindful config set commands' commands "$@"
}
(( $+functions[_mindful__subcmd__confirm_commands] )) ||
_mindful__subcmd__confirm_commands() {
    local commands; commands=()
    _describe -t commands 'mindful confirm commands' commands "$@"
}
(( $+functions[_mindful__subcmd__doctor_commands] )) ||
_mindful__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'mindful doctor commands' commands "$@"
}
(( $+functions[_mindful__subcmd__edit_commands] )) ||
_mindful__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'mindful edit commands' commands "$@"
}
(( $+functions[_mindful__subcmd__forget_commands] )) ||
_mindful__subcmd__forget_commands() {
    local commands; commands=()
    _describe -t commands 'mindful forget commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help_commands] )) ||
_mindful__subcmd__help_commands() {
    local commands; commands=(
'login:Log in to Webex with your browser' \
'logout:Log out; the queue is kept' \
'forget:Remove tokens, client secret, queue, history, address book and account facts' \
'whoami:Show who is logged in, and until when' \
'schedule:Schedule a message for their working hours or a time of your choice' \
'list:List the messages' \
'show:Show one message' \
'edit:Change the words of a message in your editor' \
'move:Give messages another time' \
'cancel:Take messages back before they go' \
'restore:Schedule cancelled messages again, for the time they had' \
'send:Send messages now instead of at their time' \
'retry:Send failed, expired or unconfirmed messages again' \
'confirm:Say that unconfirmed messages did arrive' \
'recall:Delete sent messages at Webex' \
'purge:Remove sent and cancelled messages for good' \
'skip:Leave out the next message of a recurring one' \
'pause:Let a recurring message wait until it is resumed' \
'resume:Let a paused recurring message go on' \
'send-due:Send the messages that are due' \
'when:Show how a time is read' \
'people:Keep the address book\: names, hours, days off, groups' \
'spaces:List the spaces you are in' \
'timer:Let this machine run \`send-due\` by itself' \
'doctor:Look whether everything is as it must be' \
'config:Show and change the settings' \
'completions:Print the completions for a shell' \
'man:Write the man pages into a folder' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__cancel_commands] )) ||
_mindful__subcmd__help__subcmd__cancel_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help cancel commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__completions_commands] )) ||
_mindful__subcmd__help__subcmd__completions_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help completions commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__config_commands] )) ||
_mindful__subcmd__help__subcmd__config_commands() {
    local commands; commands=(
'path:Print where the settings are' \
'get:Print a setting, if the file has it' \
'set:Change a setting; several values make a list' \
'edit:Open the settings in your editor' \
    )
    _describe -t commands 'mindful help config commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__config__subcmd__edit_commands] )) ||
_mindful__subcmd__help__subcmd__config__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help config edit commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__config__subcmd__get_commands] )) ||
_mindful__subcmd__help__subcmd__config__subcmd__get_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help config get commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__config__subcmd__path_commands] )) ||
_mindful__subcmd__help__subcmd__config__subcmd__path_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help config path commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__config__subcmd__set_commands] )) ||
_mindful__subcmd__help__subcmd__config__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help config set commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__confirm_commands] )) ||
_mindful__subcmd__help__subcmd__confirm_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help confirm commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__doctor_commands] )) ||
_mindful__subcmd__help__subcmd__doctor_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help doctor commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__edit_commands] )) ||
_mindful__subcmd__help__subcmd__edit_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help edit commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__forget_commands] )) ||
_mindful__subcmd__help__subcmd__forget_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help forget commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__help_commands] )) ||
_mindful__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__list_commands] )) ||
_mindful__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help list commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__login_commands] )) ||
_mindful__subcmd__help__subcmd__login_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help login commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__logout_commands] )) ||
_mindful__subcmd__help__subcmd__logout_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help logout commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__man_commands] )) ||
_mindful__subcmd__help__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help man commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__move_commands] )) ||
_mindful__subcmd__help__subcmd__move_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help move commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__pause_commands] )) ||
_mindful__subcmd__help__subcmd__pause_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help pause commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people_commands] )) ||
_mindful__subcmd__help__subcmd__people_commands() {
    local commands; commands=(
'search:Search the Webex directory' \
'list:List the address book' \
'show:Show somebody or a group\: hours, days off, their clock now' \
'add:Add somebody, or members to a group' \
'set:Change what the address book says of somebody' \
'remove:Remove somebody, a group, or members of a group' \
'import:Add the whole days of a calendar file (.ics) to the days off' \
    )
    _describe -t commands 'mindful help people commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__add_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people add commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__import_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people import commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__list_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people list commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__remove_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people remove commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__search_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people search commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__set_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people set commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__people__subcmd__show_commands] )) ||
_mindful__subcmd__help__subcmd__people__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help people show commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__purge_commands] )) ||
_mindful__subcmd__help__subcmd__purge_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help purge commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__recall_commands] )) ||
_mindful__subcmd__help__subcmd__recall_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help recall commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__restore_commands] )) ||
_mindful__subcmd__help__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help restore commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__resume_commands] )) ||
_mindful__subcmd__help__subcmd__resume_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help resume commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__retry_commands] )) ||
_mindful__subcmd__help__subcmd__retry_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help retry commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__schedule_commands] )) ||
_mindful__subcmd__help__subcmd__schedule_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help schedule commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__send_commands] )) ||
_mindful__subcmd__help__subcmd__send_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help send commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__send-due_commands] )) ||
_mindful__subcmd__help__subcmd__send-due_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help send-due commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__show_commands] )) ||
_mindful__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help show commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__skip_commands] )) ||
_mindful__subcmd__help__subcmd__skip_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help skip commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__spaces_commands] )) ||
_mindful__subcmd__help__subcmd__spaces_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help spaces commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__timer_commands] )) ||
_mindful__subcmd__help__subcmd__timer_commands() {
    local commands; commands=(
'install:Install the timer, over an older one' \
'uninstall:Remove the timer' \
'status:Say whether it is installed and when it last ran' \
    )
    _describe -t commands 'mindful help timer commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__timer__subcmd__install_commands] )) ||
_mindful__subcmd__help__subcmd__timer__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help timer install commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__timer__subcmd__status_commands] )) ||
_mindful__subcmd__help__subcmd__timer__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help timer status commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__timer__subcmd__uninstall_commands] )) ||
_mindful__subcmd__help__subcmd__timer__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help timer uninstall commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__when_commands] )) ||
_mindful__subcmd__help__subcmd__when_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help when commands' commands "$@"
}
(( $+functions[_mindful__subcmd__help__subcmd__whoami_commands] )) ||
_mindful__subcmd__help__subcmd__whoami_commands() {
    local commands; commands=()
    _describe -t commands 'mindful help whoami commands' commands "$@"
}
(( $+functions[_mindful__subcmd__list_commands] )) ||
_mindful__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'mindful list commands' commands "$@"
}
(( $+functions[_mindful__subcmd__login_commands] )) ||
_mindful__subcmd__login_commands() {
    local commands; commands=()
    _describe -t commands 'mindful login commands' commands "$@"
}
(( $+functions[_mindful__subcmd__logout_commands] )) ||
_mindful__subcmd__logout_commands() {
    local commands; commands=()
    _describe -t commands 'mindful logout commands' commands "$@"
}
(( $+functions[_mindful__subcmd__man_commands] )) ||
_mindful__subcmd__man_commands() {
    local commands; commands=()
    _describe -t commands 'mindful man commands' commands "$@"
}
(( $+functions[_mindful__subcmd__move_commands] )) ||
_mindful__subcmd__move_commands() {
    local commands; commands=()
    _describe -t commands 'mindful move commands' commands "$@"
}
(( $+functions[_mindful__subcmd__pause_commands] )) ||
_mindful__subcmd__pause_commands() {
    local commands; commands=()
    _describe -t commands 'mindful pause commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people_commands] )) ||
_mindful__subcmd__people_commands() {
    local commands; commands=(
'search:Search the Webex directory' \
'list:List the address book' \
'show:Show somebody or a group\: hours, days off, their clock now' \
'add:Add somebody, or members to a group' \
'set:Change what the address book says of somebody' \
'remove:Remove somebody, a group, or members of a group' \
'import:Add the whole days of a calendar file (.ics) to the days off' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful people commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__add_commands] )) ||
_mindful__subcmd__people__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people add commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help_commands] )) ||
_mindful__subcmd__people__subcmd__help_commands() {
    local commands; commands=(
'search:Search the Webex directory' \
'list:List the address book' \
'show:Show somebody or a group\: hours, days off, their clock now' \
'add:Add somebody, or members to a group' \
'set:Change what the address book says of somebody' \
'remove:Remove somebody, a group, or members of a group' \
'import:Add the whole days of a calendar file (.ics) to the days off' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful people help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__add_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__add_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help add commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__help_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__import_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help import commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__list_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help list commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__remove_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help remove commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__search_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help search commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__set_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help set commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__help__subcmd__show_commands] )) ||
_mindful__subcmd__people__subcmd__help__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people help show commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__import_commands] )) ||
_mindful__subcmd__people__subcmd__import_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people import commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__list_commands] )) ||
_mindful__subcmd__people__subcmd__list_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people list commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__remove_commands] )) ||
_mindful__subcmd__people__subcmd__remove_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people remove commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__search_commands] )) ||
_mindful__subcmd__people__subcmd__search_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people search commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__set_commands] )) ||
_mindful__subcmd__people__subcmd__set_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people set commands' commands "$@"
}
(( $+functions[_mindful__subcmd__people__subcmd__show_commands] )) ||
_mindful__subcmd__people__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'mindful people show commands' commands "$@"
}
(( $+functions[_mindful__subcmd__purge_commands] )) ||
_mindful__subcmd__purge_commands() {
    local commands; commands=()
    _describe -t commands 'mindful purge commands' commands "$@"
}
(( $+functions[_mindful__subcmd__recall_commands] )) ||
_mindful__subcmd__recall_commands() {
    local commands; commands=()
    _describe -t commands 'mindful recall commands' commands "$@"
}
(( $+functions[_mindful__subcmd__restore_commands] )) ||
_mindful__subcmd__restore_commands() {
    local commands; commands=()
    _describe -t commands 'mindful restore commands' commands "$@"
}
(( $+functions[_mindful__subcmd__resume_commands] )) ||
_mindful__subcmd__resume_commands() {
    local commands; commands=()
    _describe -t commands 'mindful resume commands' commands "$@"
}
(( $+functions[_mindful__subcmd__retry_commands] )) ||
_mindful__subcmd__retry_commands() {
    local commands; commands=()
    _describe -t commands 'mindful retry commands' commands "$@"
}
(( $+functions[_mindful__subcmd__schedule_commands] )) ||
_mindful__subcmd__schedule_commands() {
    local commands; commands=()
    _describe -t commands 'mindful schedule commands' commands "$@"
}
(( $+functions[_mindful__subcmd__send_commands] )) ||
_mindful__subcmd__send_commands() {
    local commands; commands=()
    _describe -t commands 'mindful send commands' commands "$@"
}
(( $+functions[_mindful__subcmd__send-due_commands] )) ||
_mindful__subcmd__send-due_commands() {
    local commands; commands=()
    _describe -t commands 'mindful send-due commands' commands "$@"
}
(( $+functions[_mindful__subcmd__show_commands] )) ||
_mindful__subcmd__show_commands() {
    local commands; commands=()
    _describe -t commands 'mindful show commands' commands "$@"
}
(( $+functions[_mindful__subcmd__skip_commands] )) ||
_mindful__subcmd__skip_commands() {
    local commands; commands=()
    _describe -t commands 'mindful skip commands' commands "$@"
}
(( $+functions[_mindful__subcmd__spaces_commands] )) ||
_mindful__subcmd__spaces_commands() {
    local commands; commands=()
    _describe -t commands 'mindful spaces commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer_commands] )) ||
_mindful__subcmd__timer_commands() {
    local commands; commands=(
'install:Install the timer, over an older one' \
'uninstall:Remove the timer' \
'status:Say whether it is installed and when it last ran' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful timer commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__help_commands] )) ||
_mindful__subcmd__timer__subcmd__help_commands() {
    local commands; commands=(
'install:Install the timer, over an older one' \
'uninstall:Remove the timer' \
'status:Say whether it is installed and when it last ran' \
'help:Print this message or the help of the given subcommand(s)' \
    )
    _describe -t commands 'mindful timer help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__help__subcmd__help_commands] )) ||
_mindful__subcmd__timer__subcmd__help__subcmd__help_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer help help commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__help__subcmd__install_commands] )) ||
_mindful__subcmd__timer__subcmd__help__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer help install commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__help__subcmd__status_commands] )) ||
_mindful__subcmd__timer__subcmd__help__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer help status commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__help__subcmd__uninstall_commands] )) ||
_mindful__subcmd__timer__subcmd__help__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer help uninstall commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__install_commands] )) ||
_mindful__subcmd__timer__subcmd__install_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer install commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__status_commands] )) ||
_mindful__subcmd__timer__subcmd__status_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer status commands' commands "$@"
}
(( $+functions[_mindful__subcmd__timer__subcmd__uninstall_commands] )) ||
_mindful__subcmd__timer__subcmd__uninstall_commands() {
    local commands; commands=()
    _describe -t commands 'mindful timer uninstall commands' commands "$@"
}
(( $+functions[_mindful__subcmd__when_commands] )) ||
_mindful__subcmd__when_commands() {
    local commands; commands=()
    _describe -t commands 'mindful when commands' commands "$@"
}
(( $+functions[_mindful__subcmd__whoami_commands] )) ||
_mindful__subcmd__whoami_commands() {
    local commands; commands=()
    _describe -t commands 'mindful whoami commands' commands "$@"
}

if [ "$funcstack[1]" = "_mindful" ]; then
    _mindful "$@"
else
    compdef _mindful mindful
fi
