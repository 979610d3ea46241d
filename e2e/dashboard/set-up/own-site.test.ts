import { expect } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { KeyName } from '@imbachat/protocol/http/dashboard'
import { newOwner } from '../../stage/dashboard-client.ts'
import { scene } from '../../stage/harness.ts'

scene('a widget created in the dashboard works on the owner’s own site', async (stage) => {
  const owner = await newOwner(stage.app)
  const { widget } = await owner.ask('widgets.create', { body: { name: 'Bakery' } })
  const reveal = async (key: KeyName) => {
    const shown = await owner.ask('widget_keys.reveal', { params: { widget_id: widget.widget_id }, body: { key } })
    return shown.key.values[0]?.value ?? ''
  }
  const [secretKey, apiLogin, apiPassword] = [
    await reveal('secret_key'),
    await reveal('api_login'),
    await reveal('api_password'),
  ]
  const [anna, boris] = [stage.person('Anna'), stage.person('Boris')]

  // the owner's own pages: the site's users and signing code, and the snippet as it was copied
  const sign = (userId: number) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ exp: Math.floor(Date.now() / 1000) + 3600, user_id: userId })}`
    return `${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
  }
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/users': (request) => {
        const wanted = `Basic ${btoa(`${apiLogin}:${apiPassword}`)}`
        if (request.headers.get('authorization') !== wanted) return new Response(null, { status: 401 })
        const ids = new URL(request.url).searchParams.get('user_ids')?.split(',')
        const known = [anna, boris].filter(({ id }) => ids?.includes(String(id)))
        return Response.json(known.map(({ id, name }) => ({ user_id: id, name: `Baker ${name}` })))
      },
      '/of/:id': ({ params: { id } }) => {
        const snippet = widget.snippet.replace('USER_ID', id).replace('USER_TOKEN', sign(Number(id)))
        return new Response(`<!doctype html><html lang="en"><title>Bakery</title><body>${snippet}`, {
          headers: { 'content-type': 'text/html; charset=utf-8' },
        })
      },
    },
  })
  try {
    const pageOf = ({ id }: { id: number }) => ({ url: `${site.url.origin}/of/${id}` })
    const other = await stage.openAs(anna, pageOf(anna))
    await other.consoleSays(`add ${site.url.origin} to the widget`)

    await owner.ask('widgets.change', {
      params: { widget_id: widget.widget_id },
      body: { origins: [site.url.origin], users_info_url: `${site.url.origin}/users` },
    })
    const left = await stage.openAs(anna, pageOf(anna))
    const right = await stage.openAs(boris, pageOf(boris))
    await left.openDialogWith(boris)
    await left.chat.getByRole('heading', { name: 'Baker Boris' }).waitFor()
    await left.write('two loaves, please')
    await right.openChat()
    await right.openConversation('Baker Anna')
    await right.sees('two loaves, please')
    await right.write('they are warm')
    await left.sees('two loaves, please', 'they are warm')

    const { status } = await owner.ask('site.status', { params: { widget_id: widget.widget_id } })
    expect(status.last_failure).toBeNull()
  } finally {
    await site.stop(true)
  }
})
