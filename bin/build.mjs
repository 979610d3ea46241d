// `npm run build`, and the last step of `npm ci`: a server that starts quicker and takes less memory. Does nothing when
// it is there already.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { findBun, root, stop } from './install.mjs'

// an installation does not fail for it
if (process.env.npm_lifecycle_event === 'prepare') {
  process.on('exit', () => {
    process.exitCode = 0
  })
}
const { status } = spawnSync(findBun(), [join('server', 'src', 'build', 'build.ts')], { cwd: root, stdio: 'inherit' })
if (status !== 0) stop('The server could not be built. It runs from its sources all the same, and starts more slowly.')
