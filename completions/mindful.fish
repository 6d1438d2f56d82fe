# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_mindful_global_optspecs
    string join \n q/quiet v/verbose color= h/help V/version
end

function __fish_mindful_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_mindful_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_mindful_using_subcommand
    set -l cmd (__fish_mindful_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c mindful -n "__fish_mindful_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_needs_command" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_needs_command" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_needs_command" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "login" -d 'Log in to Webex with your browser'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "logout" -d 'Log out; the queue is kept'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "forget" -d 'Remove tokens, client secret, queue, history, address book and account facts'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "whoami" -d 'Show who is logged in, and until when'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "schedule" -d 'Schedule a message for their working hours or a time of your choice'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "list" -d 'List the messages'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "show" -d 'Show one message'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "edit" -d 'Change the words of a message in your editor'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "move" -d 'Give messages another time'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "cancel" -d 'Take messages back before they go'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "restore" -d 'Schedule cancelled messages again, for the time they had'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "send" -d 'Send messages now instead of at their time'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "retry" -d 'Send failed, expired or unconfirmed messages again'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "confirm" -d 'Say that unconfirmed messages did arrive'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "recall" -d 'Delete sent messages at Webex'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "purge" -d 'Remove sent and cancelled messages for good'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "skip" -d 'Leave out the next message of a recurring one'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "pause" -d 'Let a recurring message wait until it is resumed'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "resume" -d 'Let a paused recurring message go on'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "send-due" -d 'Send the messages that are due'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "when" -d 'Show how a time is read'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "people" -d 'Keep the address book: names, hours, days off, groups'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "spaces" -d 'List the spaces you are in'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "timer" -d 'Let this machine run `send-due` by itself'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "doctor" -d 'Look whether everything is as it must be'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "config" -d 'Show and change the settings'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "completions" -d 'Print the completions for a shell'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "man" -d 'Write the man pages into a folder'
complete -c mindful -n "__fish_mindful_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand login" -l client-id -d 'Client id of your integration' -r
complete -c mindful -n "__fish_mindful_using_subcommand login" -l timeout -d 'How long to wait for the browser' -r
complete -c mindful -n "__fish_mindful_using_subcommand login" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand login" -l no-browser -d 'Never open a browser; the redirected address can be pasted here (so it is over SSH, and without a display)'
complete -c mindful -n "__fish_mindful_using_subcommand login" -l device -d 'Log in on another device: shows a code, an address and a QR code'
complete -c mindful -n "__fish_mindful_using_subcommand login" -l client-secret-stdin -d 'Read the client secret from the first line of stdin'
complete -c mindful -n "__fish_mindful_using_subcommand login" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand login" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand login" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand logout" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand logout" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand logout" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand logout" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand forget" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand forget" -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand forget" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand forget" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand forget" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand forget" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand whoami" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand whoami" -l json -d 'Print it as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand whoami" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand whoami" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l to -d 'Person: e-mail address, name or @group of the address book (can be repeated)' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l space -d 'Space: its id, or a name of the address book (can be repeated)' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l at -d 'When to send; without it: now if they are at work, else the start of their next working hours' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l tz -d 'Whose clock WHEN is on: mine, theirs or an IANA zone' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l file -d 'Read the message from a file' -r -F
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l attach -d 'Send this file along; it is copied now' -r -F
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l card -d 'Send this adaptive card (JSON)' -r -F
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l reply-to -d 'Answer this message, in its thread' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l not-after -d 'Do not send it later than this' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l hold-while -d 'Hold it while they are this, such as DoNotDisturb,meeting' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l every -d 'Send it again: day, weekday, workday, mon,thu, 2 weeks, first mon, month on 31, last workday, year …' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l until -d 'With --every: none is later than this' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l count -d 'With --every: so many messages' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l on-day-off -d 'With --every: what becomes of one on a day they do not work: skip, or next for their next working day [default: next on their days off; a weekday that is not in their week was named and stands]' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l id -d 'The same key again schedules nothing' -r
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l markdown -d 'The message is Webex\'s Markdown'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l literal -d 'Words in braces, such as {first_name}, are not filled in'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l any-time -d 'Their working hours do not matter'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l unless-reply -d 'Hold it if they write before it goes (needs the scope spark:messages_read)'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l dry-run -d 'Show what would be stored and store nothing'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -l json -d 'Print the messages as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand schedule" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand list" -l state -d 'Only these states: scheduled, held, sending, sent, failed, expired, unconfirmed, cancelled' -r
complete -c mindful -n "__fish_mindful_using_subcommand list" -l to -d 'Only messages to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand list" -l all -d 'Messages in every state'
complete -c mindful -n "__fish_mindful_using_subcommand list" -l json -d 'Print the messages as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand list" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand list" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand list" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand show" -l json -d 'Print the message as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand show" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand show" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand show" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand edit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand edit" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand edit" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand edit" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand move" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand move" -l at -d 'When to send instead' -r
complete -c mindful -n "__fish_mindful_using_subcommand move" -l tz -d 'Whose clock WHEN is on: mine, theirs or an IANA zone' -r
complete -c mindful -n "__fish_mindful_using_subcommand move" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand move" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand move" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand move" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand move" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand move" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand cancel" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand restore" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand restore" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand restore" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand restore" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand restore" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand restore" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand restore" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand send" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand send" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand send" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand send" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand send" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand send" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand send" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand retry" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand retry" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand retry" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand retry" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand retry" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand retry" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand retry" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand confirm" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand recall" -l to -d 'Every fitting message to them: part of a name or address' -r
complete -c mindful -n "__fish_mindful_using_subcommand recall" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand recall" -l all -d 'Every fitting message; asks first'
complete -c mindful -n "__fish_mindful_using_subcommand recall" -s y -l yes -d 'Do not ask'
complete -c mindful -n "__fish_mindful_using_subcommand recall" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand recall" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand recall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand recall" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand purge" -l older-than -d 'How old they must be' -r
complete -c mindful -n "__fish_mindful_using_subcommand purge" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand purge" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand purge" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand purge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand purge" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand skip" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand skip" -l json -d 'Print the message that goes instead as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand skip" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand skip" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand skip" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand skip" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand pause" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand pause" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand pause" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand pause" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand resume" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand resume" -l json -d 'Print the message that goes next as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand resume" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand resume" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand resume" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -l limit -d 'Send at most so many messages' -r
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -l dry-run -d 'Show what would be sent and send nothing'
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -l json -d 'Print what was done as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand send-due" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand when" -l to -d 'Whose hours and clock matter' -r
complete -c mindful -n "__fish_mindful_using_subcommand when" -l tz -d 'Whose clock WHEN is on: mine, theirs or an IANA zone' -r
complete -c mindful -n "__fish_mindful_using_subcommand when" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand when" -l json -d 'Print the reading as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand when" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand when" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand when" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand when" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "search" -d 'Search the Webex directory'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "list" -d 'List the address book'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "show" -d 'Show somebody or a group: hours, days off, their clock now'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "add" -d 'Add somebody, or members to a group'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "set" -d 'Change what the address book says of somebody'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "remove" -d 'Remove somebody, a group, or members of a group'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "import" -d 'Add the whole days of a calendar file (.ics) to the days off'
complete -c mindful -n "__fish_mindful_using_subcommand people; and not __fish_seen_subcommand_from search list show add set remove import help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from search" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from search" -l json -d 'Print the people as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from search" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from search" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from search" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from list" -l json -d 'Print the people as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from show" -l json -d 'Print them as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l email -d 'E-mail address' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l person-id -d 'Webex\'s id of the person' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l space -d 'Webex\'s id of a space' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l name -d 'Full name' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l timezone -l tz -d 'IANA name of their time zone, such as Europe/London' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l hours -d 'Working hours, such as "Mon-Fri 09:00-17:00"' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l off -d 'Days off: 2026-12-24, or 2026-12-24..2027-01-02 (can be repeated)' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l any-time -d 'Hours do not matter' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from add" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l unset -d 'Remove what is said under this key (can be repeated)' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l email -d 'E-mail address' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l person-id -d 'Webex\'s id of the person' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l space -d 'Webex\'s id of a space' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l name -d 'Full name' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l timezone -l tz -d 'IANA name of their time zone, such as Europe/London' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l hours -d 'Working hours, such as "Mon-Fri 09:00-17:00"' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l off -d 'Days off: 2026-12-24, or 2026-12-24..2027-01-02 (can be repeated)' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l any-time -d 'Hours do not matter' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from remove" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from remove" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -l for -l to -d 'Only for them: names and @groups of the address book (can be repeated); without it: for everybody' -r
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be added and add nothing'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -l json -d 'Print what is added as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "search" -d 'Search the Webex directory'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the address book'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show somebody or a group: hours, days off, their clock now'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add somebody, or members to a group'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change what the address book says of somebody'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove somebody, a group, or members of a group'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "import" -d 'Add the whole days of a calendar file (.ics) to the days off'
complete -c mindful -n "__fish_mindful_using_subcommand people; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand spaces" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand spaces" -l json -d 'Print the spaces as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand spaces" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand spaces" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand spaces" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand spaces" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -f -a "install" -d 'Install the timer, over an older one'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -f -a "uninstall" -d 'Remove the timer'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -f -a "status" -d 'Say whether it is installed and when it last ran'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and not __fish_seen_subcommand_from install uninstall status help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l every -d 'How often' -r
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l systemd -d 'systemd\'s user manager'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l cron -d 'cron'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l launchd -d 'launchd (macOS)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l task-scheduler -d 'Task Scheduler (Windows)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l print -d 'Show what would be written and write nothing'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -l json -d 'Print the status as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from install" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l every -d 'How often' -r
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l systemd -d 'systemd\'s user manager'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l cron -d 'cron'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l launchd -d 'launchd (macOS)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l task-scheduler -d 'Task Scheduler (Windows)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l print -d 'Show what would be written and write nothing'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -l json -d 'Print the status as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from uninstall" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l every -d 'How often' -r
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l systemd -d 'systemd\'s user manager'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l cron -d 'cron'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l launchd -d 'launchd (macOS)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l task-scheduler -d 'Task Scheduler (Windows)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l print -d 'Show what would be written and write nothing'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -l json -d 'Print the status as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from help" -f -a "install" -d 'Install the timer, over an older one'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from help" -f -a "uninstall" -d 'Remove the timer'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from help" -f -a "status" -d 'Say whether it is installed and when it last ran'
complete -c mindful -n "__fish_mindful_using_subcommand timer; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand doctor" -l json -d 'Print the findings as JSON'
complete -c mindful -n "__fish_mindful_using_subcommand doctor" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand doctor" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -f -a "path" -d 'Print where the settings are'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -f -a "get" -d 'Print a setting, if the file has it'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -f -a "set" -d 'Change a setting; several values make a list'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -f -a "edit" -d 'Open the settings in your editor'
complete -c mindful -n "__fish_mindful_using_subcommand config; and not __fish_seen_subcommand_from path get set edit help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from path" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from edit" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from edit" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where the settings are'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print a setting, if the file has it'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change a setting; several values make a list'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "edit" -d 'Open the settings in your editor'
complete -c mindful -n "__fish_mindful_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand completions" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand completions" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand completions" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand man" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal that has some, unless `NO_COLOR` is set'
always\t'Even into a pipe'
never\t'Nowhere'"
complete -c mindful -n "__fish_mindful_using_subcommand man" -s q -l quiet -d 'Say only what matters'
complete -c mindful -n "__fish_mindful_using_subcommand man" -s v -l verbose -d 'Say more, on stderr (can be repeated)'
complete -c mindful -n "__fish_mindful_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c mindful -n "__fish_mindful_using_subcommand man" -s V -l version -d 'Print version'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "login" -d 'Log in to Webex with your browser'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "logout" -d 'Log out; the queue is kept'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "forget" -d 'Remove tokens, client secret, queue, history, address book and account facts'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "whoami" -d 'Show who is logged in, and until when'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "schedule" -d 'Schedule a message for their working hours or a time of your choice'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "list" -d 'List the messages'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "show" -d 'Show one message'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "edit" -d 'Change the words of a message in your editor'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "move" -d 'Give messages another time'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "cancel" -d 'Take messages back before they go'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "restore" -d 'Schedule cancelled messages again, for the time they had'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "send" -d 'Send messages now instead of at their time'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "retry" -d 'Send failed, expired or unconfirmed messages again'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "confirm" -d 'Say that unconfirmed messages did arrive'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "recall" -d 'Delete sent messages at Webex'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "purge" -d 'Remove sent and cancelled messages for good'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "skip" -d 'Leave out the next message of a recurring one'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "pause" -d 'Let a recurring message wait until it is resumed'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "resume" -d 'Let a paused recurring message go on'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "send-due" -d 'Send the messages that are due'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "when" -d 'Show how a time is read'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "people" -d 'Keep the address book: names, hours, days off, groups'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "spaces" -d 'List the spaces you are in'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "timer" -d 'Let this machine run `send-due` by itself'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "doctor" -d 'Look whether everything is as it must be'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "config" -d 'Show and change the settings'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "completions" -d 'Print the completions for a shell'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "man" -d 'Write the man pages into a folder'
complete -c mindful -n "__fish_mindful_using_subcommand help; and not __fish_seen_subcommand_from login logout forget whoami schedule list show edit move cancel restore send retry confirm recall purge skip pause resume send-due when people spaces timer doctor config completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "search" -d 'Search the Webex directory'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "list" -d 'List the address book'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "show" -d 'Show somebody or a group: hours, days off, their clock now'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "add" -d 'Add somebody, or members to a group'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "set" -d 'Change what the address book says of somebody'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "remove" -d 'Remove somebody, a group, or members of a group'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from people" -f -a "import" -d 'Add the whole days of a calendar file (.ics) to the days off'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from timer" -f -a "install" -d 'Install the timer, over an older one'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from timer" -f -a "uninstall" -d 'Remove the timer'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from timer" -f -a "status" -d 'Say whether it is installed and when it last ran'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Print where the settings are'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print a setting, if the file has it'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "set" -d 'Change a setting; several values make a list'
complete -c mindful -n "__fish_mindful_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "edit" -d 'Open the settings in your editor'
