// The real server in a process of its own, with errors that nothing handles, when a test asks for them.
import { startServer } from '../main.ts'

const app = await startServer(process.env)
const { id: widget_id } = await app.widgets.create(null, { name: 'Shop', origins: [] })

process.on('message', (kind: 'rejection' | 'exception') => {
  const error = new Error(`a forgotten ${kind}`)
  if (kind === 'rejection') void Promise.reject(error)
  else
    setTimeout(() => {
      throw error
    })
})
// Without the test that started it, nothing would end it.
process.on('disconnect', () => process.exit(0))
process.send?.({ url: app.config.publicUrl, widget_id })
