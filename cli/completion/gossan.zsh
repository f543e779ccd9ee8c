#compdef gossan
# Completion of gossan for zsh. In ~/.zshrc, after compinit:  eval "$(gossan completion zsh)"
# What may stand where is decided by `gossan __complete`, from the command table; this only asks, and shows.
_gossan() {
  local -a lines shown
  local line
  lines=("${(@f)$("${words[1]/#\~/$HOME}" __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  case $lines[1] in
    files) _files ;;
    folders) _files -/ ;;
    *)
      for line in "${(@)lines[2,-1]}"; do
        shown+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
      done
      _describe -V gossan shown
      ;;
  esac
}
if [[ $funcstack[1] == _gossan ]]; then _gossan "$@"; else compdef _gossan gossan; fi
