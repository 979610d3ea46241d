import { readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { type Zippable, zipSync } from 'fflate'
import { projectRoot } from '../../build/built.ts'
import type { HttpEnv } from '../http-env.ts'
import type { CmsDeps } from './cms-deps.ts'

const PATH = '/integrations/imbachat-wordpress.zip'

/** The folder in the zip, by which WordPress knows the plugin. */
const SLUG = 'self-hosted-user-chat'

const FOLDER = join(projectRoot, 'integrations/wordpress')

/** For developers, not for sites. */
const LEFT_OUT = ['README.md']

/** Zip knows no time zones and nothing before 1980; the same bytes for the same plugin. */
const MODIFIED = new Date(2000, 0, 1)

/**
 * Our WordPress plugin as WordPress installs it, with this server's address filled in. It carries no secret, so anybody
 * may fetch it.
 */
export function pluginZip(app: OpenAPIHono<HttpEnv>, { config }: CmsDeps): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: PATH,
    operationId: 'wordpress_plugin',
    summary: 'The WordPress plugin, to upload at Plugins → Add New Plugin',
    responses: { 200: { description: 'zip', content: { 'application/zip': { schema: z.string() } } } },
  })
  let zip: Promise<Uint8Array<ArrayBuffer>> | undefined
  app.get(PATH, async (c) => {
    zip ??= wordpressZip(new URL(config.publicUrl).origin)
    return c.body(await zip, 200, {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="imbachat-wordpress.zip"',
      'cache-control': 'no-cache',
    })
  })
}

/** @param chatUrl filled in for the site's owner; null: the plugin asks for it */
export async function wordpressZip(chatUrl: string | null): Promise<Uint8Array<ArrayBuffer>> {
  const files: Zippable = {}
  if (chatUrl !== null) {
    const file = `<?php\nreturn '${chatUrl.replaceAll(/[\\']/g, '\\$&')}';\n`
    files[`${SLUG}/chat-server.php`] = [Buffer.from(file), { mtime: MODIFIED }]
  }
  for await (const path of new Bun.Glob('**/*').scan(FOLDER)) {
    if (LEFT_OUT.includes(path)) continue
    files[`${SLUG}/${path.replaceAll(sep, '/')}`] = [await readFile(join(FOLDER, path)), { mtime: MODIFIED }]
  }
  return zipSync(files)
}
