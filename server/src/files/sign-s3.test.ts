import { expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import { signS3 } from './sign-s3.ts'

const settings = {
  endpoint: 'https://s3.amazonaws.com',
  bucket: 'examplebucket',
  region: 'us-east-1',
  // the account of the examples in Amazon's documentation
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  timeoutMs: 1_000,
}
const at = new Date('2013-05-24T00:00:00Z')
const payload = createHash('sha256').update('').digest('hex')

test('a request to S3 has the signature that botocore 1.43.11 computes for it', () => {
  const signatureOf = (request: Parameters<typeof signS3>[1]) =>
    signS3(settings, { payload, ...request }, at).headers.authorization?.split('Signature=')[1]
  expect([
    signatureOf({ method: 'GET', key: 'test.txt', headers: { range: 'bytes=0-9' } }),
    signatureOf({ method: 'GET', key: '', query: { prefix: 'a/b', 'max-keys': '2' } }),
    signatureOf({ method: 'PUT', key: "a/b c+d'()*" }),
  ]).toEqual([
    '819484c483cfb97d16522b1ac156f87e61677cc8f1f2545c799650ef178f4aa8',
    'e9eb2cd22914743e8363228c0ee7214d9aaae15de51a201fca8ec8efa0ceebc6',
    '245299f8477fc8a2c18ef01a44e81c6009bdb5a44ed39f1d80c09202a9c9b28f',
  ])
})

test('without S3_REGION the region is the one in the address, and without S3_ENDPOINT the address is that of Amazon', () => {
  const regionAt = (endpoint?: string) => {
    const { region: _, endpoint: __, ...keys } = settings
    const { url, headers } = signS3({ ...keys, ...(endpoint && { endpoint }) }, { method: 'GET', key: 'a' }, at)
    return [url, headers.authorization?.split('/')[2]]
  }
  expect(regionAt()).toEqual(['https://s3.us-east-1.amazonaws.com/examplebucket/a', 'us-east-1'])
  expect(regionAt('https://s3.eu-central-1.amazonaws.com')[1]).toBe('eu-central-1')
  expect(regionAt('https://s3.amazonaws.com')[1]).toBe('us-east-1')
  expect(regionAt('https://s3.example/base/')).toEqual(['https://s3.example/base/examplebucket/a', 'auto'])
})
