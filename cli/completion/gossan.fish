# Completion of gossan for fish. Once:  gossan completion fish > ~/.config/fish/completions/gossan.fish
# What may stand where is decided by `gossan __complete`, from the command table; this only asks, and shows.
function __gossan_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$typed" 2>/dev/null)
    switch "$lines[1]"
        case files
            __fish_complete_path "$typed"
        case folders
            __fish_complete_directories "$typed"
        case '*'
            test (count $lines) -gt 1; and printf '%s\n' $lines[2..-1]
    end
end
complete -c gossan -f -k -a '(__gossan_complete)'
