// The built command line if it was built of these sources, else the sources themselves.
import { join } from 'node:path'
import { currentBuild } from '../build/built.ts'

const build = currentBuild()
await import(build === null ? './command-line.ts' : join(build, 'imbachat.js'))
