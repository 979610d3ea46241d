import { expect, test } from 'bun:test'
import { mustShareFiles, resolveConfig } from './config.ts'
import { parseEnv } from './env.ts'

const config = (env: Record<string, string>) => resolveConfig(parseEnv(env))
const keys = { S3_BUCKET: 'files', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'hidden' }

test('files lie in DATA_DIR, in FILES_DIR or in an S3 bucket', () => {
  expect(config({ DATA_DIR: '/data' })).toMatchObject({ filesDir: '/data', s3: undefined })
  expect(config({ DATA_DIR: '/data', FILES_DIR: '/shared' }).filesDir).toBe('/shared')
  expect(config({ ...keys, S3_ENDPOINT: 'https://s3.example', S3_REGION: 'eu' }).s3).toEqual({
    endpoint: 'https://s3.example',
    bucket: 'files',
    region: 'eu',
    timeoutMs: 10_000,
    accessKeyId: 'id',
    secretAccessKey: 'hidden',
  })
})

test('a half of the S3 settings is refused with one line that names what is missing, without the key', () => {
  const half = () => config({ S3_SECRET_ACCESS_KEY: 'hidden', S3_BUCKET: 'files' })
  expect(half).toThrow(/^S3_ACCESS_KEY_ID is missing: S3 needs S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY$/)
  expect(() => config({ S3_ENDPOINT: 'https://s3.example' })).toThrow(/^S3_BUCKET, S3_ACCESS_KEY_ID/)
  expect(() => config({ ...keys, S3_ENDPOINT: 's3.example' })).toThrow(/^S3_ENDPOINT is "s3.example": must be/)
})

test('FILE-17 several nodes do not start without one place for files', () => {
  const several = { NATS_URL: 'nats://127.0.0.1:4222' }
  expect(() => mustShareFiles(config(several))).toThrow(
    /^NATS_URL is set, so all nodes need one place for files: set S3/,
  )
  for (const place of [keys, { FILES_DIR: '/shared' }] as Record<string, string>[])
    mustShareFiles(config({ ...several, ...place }))
  mustShareFiles(config({}))
})
