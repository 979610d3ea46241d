import type { UsersInfoCode } from './language.ts'

export const ruby: UsersInfoCode = {
  id: 'ruby',
  fileName: 'imbachat_users.rb',
  code: ({ api_login, api_password }) => `require 'json'
require 'openssl'
require 'uri'
require_relative 'find_users' # your own code: returns a hash for each of these ids that exists
# A Rack application. In Rails: get '/imbachat/users', to: ImbaChatUsers
ImbaChatUsers = lambda do |env|
  reply = ->(status, body) { [status, { 'content-type' => 'application/json' }, [JSON.generate(body)]] }
  expected = 'Basic ' + ['${api_login}:${api_password}'].pack('m0')
  is_chat = OpenSSL.secure_compare(env['HTTP_AUTHORIZATION'].to_s, expected)
  next reply.call(401, { code: 401, error: 'Authenticate required!' }) unless is_chat
  ids = URI.decode_www_form(env['QUERY_STRING'].to_s).to_h['user_ids'].to_s.split(',').reject(&:empty?)
  reply.call(200, find_users(ids).map do |row|
    { user_id: row[:id].to_s, name: row[:name], avatar_url: row[:avatar_url], profile_url: row[:profile_url] }
  end)
end
`,
  sample: {
    fileName: 'find_users.rb',
    code: `# A sample for Rails: put your model and columns in the place of these.
def find_users(ids)
  User.where(id: ids).map do |user|
    { id: user.id, name: user.name, avatar_url: user.avatar_url, profile_url: "/users/#{user.id}" }
  end
end
`,
  },
}
