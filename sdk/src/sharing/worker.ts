import { systemClock } from '../clock.ts'
import { createConnectionHost } from './host.ts'
import { readHostName } from './ways.ts'

// The script of the SharedWorker: one per connection, named after it.

const scope = globalThis as unknown as {
  name: string
  onconnect: (event: MessageEvent) => void
}
const host = createConnectionHost({ ...readHostName(scope.name), clock: systemClock })
scope.onconnect = ({ ports: [port] }) => {
  if (port) host.serve(port)
}
