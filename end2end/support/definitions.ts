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
