#compdef nbdscript
# Completion of nbdscript's command lines for zsh.

_nbdscript() {
    local -a answers
    local answer files users groups
    if [[ $words[CURRENT] == -* && $words[CURRENT] != *=* ]]; then
        answers=(@OPTIONS@)
    else
        answers=("${(@f)$("$words[1]" --complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    fi
    for answer in $answers; do
        case $answer in
            :files) files=yes ;;
            :users) users=yes ;;
            :groups) groups=yes ;;
            *=) compadd -S '' -- $answer ;;
            *) compadd -- $answer ;;
        esac
    done
    # What these complete follows the equals sign.
    if [[ -n $files$users$groups ]]; then
        compset -P '*='
        if [[ -n $files ]]; then _files; fi
        if [[ -n $users ]]; then _users; fi
        if [[ -n $groups ]]; then _groups; fi
    fi
}

if [[ $funcstack[1] == _nbdscript ]]; then
    _nbdscript "$@"
elif (( $+functions[compdef] )); then
    compdef _nbdscript nbdscript
fi
