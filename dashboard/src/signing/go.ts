import { type SigningLanguage, scriptWith } from './language.ts'

export const go: SigningLanguage = {
  id: 'go',
  label: 'Go',
  fileName: 'imbachat/imbachat.go',
  sign: ({ secretKey }) => `package imbachat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"
)

const SecretKey = "${secretKey}"

// GetJWT signs a token with which the user enters the chat.
func GetJWT(userID string, secretKey string, ttl time.Duration) (string, error) {
	now := time.Now()
	payload, err := json.Marshal(map[string]any{"iat": now.Unix(), "exp": now.Add(ttl).Unix(), "user_id": userID})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	signed := encode([]byte(\`{"typ":"JWT","alg":"HS256"}\`)) + "." + encode(payload)
	mac := hmac.New(sha256.New, []byte(secretKey))
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil)), nil
}
`,
  embed: ({ scriptUrl }) => `{{/* html/template: it puts the quotes around .ChatToken by itself. In the handler:
     token, err := imbachat.GetJWT(userID, imbachat.SecretKey, time.Hour) */}}
${scriptWith(scriptUrl, '{ token: {{.ChatToken}} }')}
`,
}
