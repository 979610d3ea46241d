import { type SigningLanguage, scriptWith } from './language.ts'

export const python: SigningLanguage = {
  id: 'python',
  label: 'Python',
  fileName: 'imbachat.py',
  sign: ({ secretKey }) => `import base64, hashlib, hmac, json, time
IMBACHAT_SECRET_KEY = "${secretKey}"
def get_jwt(user_id, secret_key, seconds):
    encode = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
    now = int(time.time())
    claims = {"iat": now, "exp": now + seconds, "user_id": str(user_id)}
    signed = encode(b'{"typ":"JWT","alg":"HS256"}') + b"." + encode(json.dumps(claims).encode())
    return (signed + b"." + encode(hmac.new(secret_key.encode(), signed, hashlib.sha256).digest())).decode()
`,
  embed: ({ scriptUrl }) => `# In the view, for the user who asked for the page:
#   context["chat_token"] = get_jwt(request.user.id, IMBACHAT_SECRET_KEY, 3600)
# In the template (Django, Jinja), before </body>:
${scriptWith(scriptUrl, `{ token: '{{ chat_token }}' }`)}
`,
}
