import { runCli } from './run-cli.ts'

// If the reader closes the pipe (`| head`), the command has not failed.
process.stdout.on('error', () => {})

void runCli(process.argv.slice(2), {
  env: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  isTerminal: process.stdout.isTTY,
  readInput: () => Bun.stdin.text(),
}).then((code) => {
  process.exitCode = code
})
