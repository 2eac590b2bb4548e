import { createInterface } from 'node:readline'

/** Asks on standard error and reads a line of standard input. Only "y" and "yes" mean yes; Ctrl-C and Ctrl-D mean no. */
export function askInTerminal(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  return new Promise((settle) => {
    let isYes = false
    lines.once('close', () => {
      settle(isYes)
    })
    lines.once('SIGINT', () => {
      process.stderr.write('\n')
      lines.close()
    })
    lines.question(question, (answer) => {
      isYes = /^y(?:es)?$/i.test(answer.trim())
      lines.close()
    })
  })
}
