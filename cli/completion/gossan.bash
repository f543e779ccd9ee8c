# Completion of gossan for bash. In ~/.bashrc:  eval "$(gossan completion bash)"
# What may stand where is decided by `gossan __complete`, from the command table; this only asks, and shows.
_gossan() {
  local cur="${COMP_WORDS[COMP_CWORD]}" kind='' line word
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind=$line
      continue
    fi
    word=${line%%$'\t'*}
    # within quotation marks a word stands as it is
    [[ $cur == [\"\']* || $word != *[[:space:]]* ]] || word=$(printf '%q' "$word")
    COMPREPLY+=("$word")
  done < <("${COMP_WORDS[0]/#\~/$HOME}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # without compopt (bash 3) names of files are offered wherever no word fits
  case $kind in
    files) ;;
    folders) compopt +o default -o dirnames 2>/dev/null ;;
    *) compopt +o default -o nosort 2>/dev/null ;;
  esac
}
complete -o default -F _gossan gossan
