# Types a text ($2) and a tab into a zsh on a terminal of its own, which has read a file of completions ($1), and prints
# what is offered, each on a line.
zmodload zsh/zpty || exit 1
zpty z zsh -f -i
wait_for() { local line; while zpty -r z line; do [[ $line == *$1* ]] && return; done; }
zpty -w z 'PROMPT=
autoload -Uz compinit; compinit -u -D
source '"$1"'
compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
  typeset -ga __hits
  builtin compadd -A __hits "$@"
  builtin print -l -- "HIT:"$^__hits
}
comptest() { zle complete-word; builtin print END; exit }
zle -C complete-word complete-word _main_complete
zle -N comptest
bindkey "^I" comptest
print READY-$((1+1))'
wait_for READY-2
zpty -n -w z "$2"$'\t'
local line
while zpty -r z line; do
  line=${line%$'\r\n'}
  [[ $line == *END* ]] && break
  [[ $line == *HIT:* ]] && print -r -- ${line#*HIT:}
done
zpty -d z
