# Completion of nbdscript's command lines for bash.

_nbdscript() {
    local line=${COMP_LINE:0:COMP_POINT} words typed kept answer
    read -r -a words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    typed=${words[${#words[@]} - 1]}
    # What bash replaces begins after the last of these.
    kept=${typed%"${typed##*[=:]}"}
    COMPREPLY=()
    if [[ $typed == -* && $typed != *=* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '@OPTIONS@' -- "$typed")
    else
        while IFS= read -r answer; do
            case $answer in
                :files)
                    compopt -o filenames 2>/dev/null
                    while IFS= read -r answer; do
                        COMPREPLY+=("$answer")
                    done < <(compgen -f -- "${typed##*=}")
                    ;;
                :users) mapfile -t COMPREPLY < <(compgen -u -- "${typed##*=}") ;;
                :groups) mapfile -t COMPREPLY < <(compgen -g -- "${typed##*=}") ;;
                *) COMPREPLY+=("${answer#"$kept"}") ;;
            esac
        done < <("${words[0]}" --complete "${words[@]:1}" 2>/dev/null)
    fi
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

complete -F _nbdscript nbdscript
