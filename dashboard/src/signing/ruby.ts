import { pageSnippet, type SigningLanguage } from './language.ts'

export const ruby: SigningLanguage = {
  id: 'ruby',
  label: 'Ruby',
  fileName: 'imbachat.rb',
  sign: ({ secretKey }) => `require 'json'
require 'openssl'

IMBACHAT_SECRET_KEY = '${secretKey}'

def get_jwt(user_id, secret_key, seconds)
  # A numeric id goes into the token as an integer, any other as a string.
  id = user_id.to_s
  id = id.to_i if id.match?(/\\A(0|[1-9][0-9]{0,14})\\z/)

  encode = ->(bytes) { [bytes].pack('m0').tr('+/', '-_').delete('=') }
  header = encode.call(JSON.generate({ typ: 'JWT', alg: 'HS256' }))
  now = Time.now.to_i
  payload = encode.call(JSON.generate({ iat: now, exp: now + seconds, user_id: id }))
  signature = OpenSSL::HMAC.digest('SHA256', secret_key, "#{header}.#{payload}")

  "#{header}.#{payload}.#{encode.call(signature)}"
end
`,
  embed: ({ scriptUrl }) => `<%# ERB; current_user is the user who asked for the page. Put it before </body>. %>
${pageSnippet(scriptUrl, `token: "<%= get_jwt(current_user.id, IMBACHAT_SECRET_KEY, 3600) %>"`)}
`,
}
