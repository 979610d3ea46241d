<?php

/**
 * Calls an ImbaChat server, signs its users in, and checks its webhooks. One file, PHP 7.4 or later, nothing to install.
 *
 *     $chat = new ImbaChat('https://chat.example.com', getenv('API_KEY'));
 *     $chat->call('POST', '/rooms/pipe:order-17/messages', ['user_id' => '1', 'text' => 'On its way'], 'order-17-shipped');
 */
final class ImbaChat
{
    /** Seconds that an answer may take: the server fetches files of a message for 20 s. */
    private const TIMEOUT = 60;

    private string $url;
    private string $apiKey;

    /** @param string $apiKey of the dashboard's Keys page; it stays on your server */
    public function __construct(string $url, string $apiKey)
    {
        $this->url = rtrim($url, '/') . '/v3';
        $this->apiKey = $apiKey;
    }

    /**
     * @param array<string, mixed>|null $body
     * @param string|null $idempotencyKey of a POST: the same key again does not do it twice
     * @return array<string, mixed>
     * @throws ImbaChatError a refusal, or no answer (`no_answer`)
     */
    public function call(string $method, string $path, ?array $body = null, ?string $idempotencyKey = null): array
    {
        $headers = ['Authorization: Bearer ' . $this->apiKey, 'Accept: application/json'];
        if ($body !== null) $headers[] = 'Content-Type: application/json';
        if ($idempotencyKey !== null) $headers[] = 'Idempotency-Key: ' . $idempotencyKey;
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => $headers,
            'content' => $body === null ? '' : json_encode($body ?: new stdClass(), JSON_THROW_ON_ERROR),
            'timeout' => self::TIMEOUT,
            'follow_location' => 0,
            'ignore_errors' => true, // a refusal is an answer, too
        ]]);
        // not $http_response_header, whose very name PHP 8.5 complains about
        $stream = @fopen($this->url . $path, 'r', false, $context);
        $lines = $stream === false ? [] : stream_get_meta_data($stream)['wrapper_data'];
        $text = $stream === false ? false : stream_get_contents($stream);
        $answer = $text === false ? null : json_decode($text, true);
        if (!is_array($answer)) throw new ImbaChatError('no_answer', 'the chat server did not answer', 0, null);
        $status = preg_match('~^HTTP/\S+ (\d{3})~', $lines[0] ?? '', $found) ? (int) $found[1] : 0;
        if ($status < 300) return $answer;
        throw new ImbaChatError(
            $answer['code'] ?? 'internal',
            $answer['detail'] ?? "status $status",
            $status,
            $answer['field'] ?? null
        );
    }

    /**
     * The token that signs a user in, for `token` of the page. Make it for the user who asked for the page, and for
     * nobody else.
     * @param string|int $userId
     * @param int $seconds that it is good for; the page fetches another one then
     */
    public static function userToken(string $secretKey, $userId, int $seconds = 3600): string
    {
        $encode = static fn (string $part): string => rtrim(strtr(base64_encode($part), '+/', '-_'), '=');
        $claims = ['user_id' => $userId, 'iat' => time(), 'exp' => time() + $seconds];
        $signed = $encode('{"typ":"JWT","alg":"HS256"}') . '.' . $encode(json_encode($claims, JSON_THROW_ON_ERROR));
        return $signed . '.' . $encode(hash_hmac('sha256', $signed, $secretKey, true));
    }

    /**
     * The event that a webhook brought.
     * @param string $secret of the endpoint, `whsec_…`
     * @param string $body as it came: `file_get_contents('php://input')`
     * @param array<string, string> $server `$_SERVER`
     * @param int $tolerance seconds that its clock and yours may differ
     * @return array{id: string, log_id: string, type: string, timestamp: string, data: array<string, mixed>} `id` is
     * that of `webhook-id`: the same when the event is sent again, and never that of another one; `log_id` is its place
     * in the log, and begins again when a log does
     * @throws ImbaChatError `bad_signature`: answer 400
     */
    public static function webhookEvent(string $secret, string $body, array $server, int $tolerance = 300): array
    {
        $id = $server['HTTP_WEBHOOK_ID'] ?? '';
        $time = $server['HTTP_WEBHOOK_TIMESTAMP'] ?? '';
        $key = base64_decode(substr($secret, strlen('whsec_')), true);
        $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$time.$body", (string) $key, true));
        // without a secret anybody could sign
        if (strlen((string) $key) < 24) {
            throw new ImbaChatError('bad_secret', 'the secret must be that of the endpoint, whsec_…', 500, null);
        }
        $isOurs = false;
        // two while a secret is being replaced
        foreach (explode(' ', $server['HTTP_WEBHOOK_SIGNATURE'] ?? '') as $given) {
            $isOurs = hash_equals($expected, $given) || $isOurs;
        }
        if (!$isOurs || abs(time() - (int) $time) > $tolerance) {
            throw new ImbaChatError('bad_signature', 'the webhook is not signed with this secret, or too old', 400, null);
        }
        $event = json_decode($body, true, 512, JSON_THROW_ON_ERROR);
        return ['id' => $id, 'log_id' => $event['id'] ?? null] + $event;
    }
}

final class ImbaChatError extends RuntimeException
{
    /** stable: decide by it, see docs/api.md */
    public string $error;
    /** of HTTP; 0: there was no answer */
    public int $status;
    /** the wrong field of the call; null: none */
    public ?string $field;

    public function __construct(string $error, string $detail, int $status, ?string $field)
    {
        parent::__construct("$error: $detail");
        $this->error = $error;
        $this->status = $status;
        $this->field = $field;
    }
}
