/**
 * A process that runs real commands and ends when the story says so: it prints a line each half second until a
 * file appears. Each line names the shell's process, so that a story can tell whether it is still the same one.
 */
export const COUNTING = `name: count-lines
kind: global
description: Prints a line each half second until a file appears.
inputs:
  - { name: until, required: true }
steps:
  - id: count
    shell: |
      n=0
      while [ ! -e "$UNTIL" ]; do
        n=$((n + 1))
        echo "line $n by process $$"
        # Nobody may be left to make the file.
        [ -d "$(dirname "$UNTIL")" ] && [ "$n" -lt 400 ] || exit 1
        sleep 0.5
      done
    env: { UNTIL: "{{ inputs.until }}" }
  - id: report
    needs: [count]
    shell: echo "all counted"
`;

/** Asks a person. */
export const ASKING = `name: sign-off
kind: global
steps:
  - id: question
    manual: { prompt: "Is the report right?", comment: required }
  - id: publish
    needs: [question]
    shell: echo published
`;

/** Ends at once. */
export const QUICK = `name: say-hello
kind: global
inputs:
  - { name: whom, default: world, description: Who is greeted }
  - { name: password, secret: true }
steps:
  - id: greet
    shell: echo "hello $WHOM"
    env: { WHOM: "{{ inputs.whom }}", PASSWORD: "{{ inputs.password }}" }
`;

/** The same text with a fault in its tenth line: a step that does not exist. */
export const FAULTY = QUICK.replace('  - id: greet\n', '  - id: greet\n    needs: [nobody]\n');

/** Ends at once, with nothing run outside. */
export const DONE = `name: done
kind: global
steps:
  - id: end
    finish: {}
`;

/** Asks for a choice and may be given a secret. */
export const CHOOSING = `name: deploy
kind: global
inputs:
  - { name: target, required: true, choices: [stage, production] }
  - { name: api_token, secret: true }
steps:
  - id: deploy
    shell: echo "to $TARGET with a token of \${#TOKEN} letters"
    env: { TARGET: "{{ inputs.target }}", TOKEN: "{{ inputs.api_token }}" }
`;

/** Writes a log too long for one piece, colours at its end, and then a line each half second until a file appears. */
export const CHATTY = `name: chatty
kind: global
inputs:
  - { name: until, required: true }
steps:
  - id: talk
    shell: |
      i=0
      while [ "$i" -lt 9000 ]; do
        i=$((i + 1))
        echo "row $i of a log that is longer than what a page begins with"
      done
      printf '\\033[31mred\\033[0m and plain\\n'
      printf 'wide%0300d\\n' 0
      n=0
      while [ ! -e "$UNTIL" ]; do
        n=$((n + 1))
        echo "tick $n"
        [ -d "$(dirname "$UNTIL")" ] && [ "$n" -lt 400 ] || exit 1
        sleep 0.5
      done
    env: { UNTIL: "{{ inputs.until }}" }
`;
