import type { UsersInfoCode } from './language.ts'

export const ruby: UsersInfoCode = {
  id: 'ruby',
  fileName: 'imbachat_users.rb',
  code: ({ api_login, api_password }) => `require 'json'
require 'openssl'
require 'uri'
require_relative 'find_users' # your own code: returns a hash for each of these ids that exists

IMBACHAT_API_LOGIN = '${api_login}'
IMBACHAT_API_PASSWORD = '${api_password}'

# A Rack application. In Rails: get '/imbachat/users', to: ImbaChatUsers
ImbaChatUsers = lambda do |env|
  expected = 'Basic ' + ["#{IMBACHAT_API_LOGIN}:#{IMBACHAT_API_PASSWORD}"].pack('m0')
  reply = ->(status, body) { [status, { 'content-type' => 'application/json' }, [JSON.generate(body)]] }

  unless OpenSSL.secure_compare(env['HTTP_AUTHORIZATION'].to_s, expected)
    next reply.call(401, { code: 401, error: 'Authenticate required!' })
  end

  query = URI.decode_www_form(env['QUERY_STRING'].to_s).to_h
  ids = query['user_ids'].to_s.split(',').reject(&:empty?)
  users = find_users(ids).map do |row|
    { user_id: row[:id].to_s, name: row[:name], avatar_url: row[:avatar_url], profile_url: row[:profile_url] }
  end
  reply.call(200, users)
end
`,
}
