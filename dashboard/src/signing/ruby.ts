import { type SigningLanguage, scriptWith } from './language.ts'

export const ruby: SigningLanguage = {
  id: 'ruby',
  label: 'Ruby',
  fileName: 'imbachat.rb',
  sign: ({ secretKey }) => `require 'json'
require 'openssl'
IMBACHAT_SECRET_KEY = '${secretKey}'
def get_jwt(user_id, secret_key, seconds)
  encode = ->(bytes) { [bytes].pack('m0').tr('+/', '-_').delete('=') }
  now = Time.now.to_i
  claims = JSON.generate({ iat: now, exp: now + seconds, user_id: user_id.to_s })
  signed = encode.call('{"typ":"JWT","alg":"HS256"}') + '.' + encode.call(claims)
  "#{signed}.#{encode.call(OpenSSL::HMAC.digest('SHA256', secret_key, signed))}"
end
`,
  embed: ({ scriptUrl }) => `<%# ERB; current_user is the user who asked for the page. Put it before </body>. %>
${scriptWith(scriptUrl, `{ token: '<%= get_jwt(current_user.id, IMBACHAT_SECRET_KEY, 3600) %>' }`)}
`,
}
