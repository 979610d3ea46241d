// `npm run dev`: the demo, started again at each change of a source; open pages reload by themselves.
import { join } from 'node:path'
import { installWhenNeeded } from './install.mjs'
import { runBun } from './run-bun.mjs'

installWhenNeeded()
runBun(join('demo', 'src', 'dev', 'main.ts'))
