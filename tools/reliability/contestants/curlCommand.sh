#!/bin/sh
# One signed call, as it is put into a local command: it fails when curl does.
# URL, TARGET, BODY, MAX_TIME and the keys come from the environment.
set -eu

timestamp="$(date +%s)000"
signature="$(printf 'POST %s\n%s\n%s' "$TARGET" "$timestamp" "$NCLOUD_ACCESS_KEY" |
  openssl dgst -sha256 -hmac "$NCLOUD_SECRET_KEY" -binary | openssl base64)"
exec curl --disable --fail --silent --show-error --max-time "$MAX_TIME" ${RETRY:-} \
  --header "content-type: application/json" \
  --header "x-ncp-apigw-timestamp: $timestamp" \
  --header "x-ncp-iam-access-key: $NCLOUD_ACCESS_KEY" \
  --header "x-ncp-apigw-signature-v2: $signature" \
  --data "$BODY" "$URL$TARGET"
