# Completion of nbdscript's command lines for fish.

function __nbdscript_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l value (string replace -r '^[^=]*=' '' -- $typed)
    set -l kept (string match -r '^[^=]*=' -- $typed)
    set -l answers
    if string match -qr '^-[^=]*$' -- $typed
        set answers (string split ' ' -- '@OPTIONS@')
    else
        set answers ($words[1] --complete $words[2..-1] "$typed" 2>/dev/null)
    end
    for answer in $answers
        switch $answer
            case :files
                __fish_complete_path "$value" | string replace -r '^' -- "$kept"
            case :users
                __fish_complete_users | string replace -r '^' -- "$kept"
            case :groups
                __fish_complete_groups | string replace -r '^' -- "$kept"
            case '*'
                echo $answer
        end
    end
end

complete -c nbdscript -f -a '(__nbdscript_complete)'
