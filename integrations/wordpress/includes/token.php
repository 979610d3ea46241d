<?php
/**
 * Tokens by which the chat knows the users of this site.
 *
 * @package ImbaChat
 */

defined( 'ABSPATH' ) || exit;

/** Seconds that a token is good for; pages ask for a fresh one before. */
const IMBACHAT_TOKEN_SECONDS = 3600;

/**
 * HS256 over the widget's Secret key.
 */
function imbachat_token( $user_id, $secret_key ) {
	$signed = imbachat_base64url( wp_json_encode( array( 'typ' => 'JWT', 'alg' => 'HS256' ) ) ) . '.'
		. imbachat_base64url( wp_json_encode( array( 'iat' => time(), 'exp' => time() + IMBACHAT_TOKEN_SECONDS, 'user_id' => (int) $user_id ) ) );
	return $signed . '.' . imbachat_base64url( hash_hmac( 'sha256', $signed, $secret_key, true ) );
}

function imbachat_base64url( $bytes ) {
	return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
}
