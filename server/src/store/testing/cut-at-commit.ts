import { type AddressInfo, connect, createServer } from 'node:net'

/** Between the server and PostgreSQL. The next commit reaches PostgreSQL, and its answer reaches nobody. */
export async function cutAtCommit(url: string) {
  const target = new URL(url)
  let armed = false
  let cuts = 0
  const proxy = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    near.on('data', (data) => void far.write(data))
    far.on('data', (data) => {
      if (!armed || !data.includes('COMMIT')) return void near.write(data)
      armed = false
      cuts++
      near.destroy()
    })
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('close', () => other.destroy())
      one.on('error', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((proxy.address() as AddressInfo).port)
  return {
    url: through.href,
    cuts: () => cuts,
    close: () => void proxy.close(),
    cutNext() {
      armed = true
    },
  }
}
