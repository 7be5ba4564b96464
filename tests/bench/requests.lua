-- What wrk sends: `wrk -s requests.lua URL -- FILE`. FILE gives a table: `kind`, and `parts`, the request's text cut
-- where something changes from request to request:
--   fixed    nothing does
--   values   one of `values`, in turn
--   numbers  a new number, from `first` on
--   signed   one of `values`, a nonce, and the signature by `secret` of a request whose text is `canonical`
local given, count

local function values()
	count = count + 1
	return given.parts[1] .. given.values[(count - 1) % #given.values + 1] .. given.parts[2]
end

local function numbers()
	count = count + 1
	return given.parts[1] .. string.format("%09d", given.first + count) .. given.parts[2]
end

local function hexadecimal()
	local digits = {}
	for byte = 0, 255 do
		digits[byte] = string.format("%02x", byte)
	end
	return function(bytes)
		local text = {}
		for position = 0, 31 do
			text[position + 1] = digits[bytes[position]]
		end
		return table.concat(text)
	end
end

local function signer()
	local ffi = require("ffi")
	ffi.cdef([[
		const void *EVP_sha256(void);
		unsigned char *SHA256(const char *text, size_t length, unsigned char *digest);
		unsigned char *HMAC(const void *hash, const char *key, int key_length, const char *text, size_t length,
				    unsigned char *digest, unsigned int *digest_length);
	]])
	local crypto = ffi.load("libcrypto.so.3")
	local hex, digest, hash = hexadecimal(), ffi.new("unsigned char[32]"), crypto.EVP_sha256()
	return function(canonical)
		crypto.SHA256(canonical, #canonical, digest)
		local text = "ACS3-HMAC-SHA256\n" .. hex(digest)
		crypto.HMAC(hash, given.secret, #given.secret, text, #text, digest, nil)
		return hex(digest)
	end
end

local function signed()
	local sign = signer()
	return function()
		count = count + 1
		local value = given.values[(count - 1) % #given.values + 1]
		local nonce = given.nonce .. string.format("%09d", count)
		local text, parts = given.canonical, given.parts
		local signature = sign(text[1] .. value .. text[2] .. nonce .. text[3])
		return parts[1] .. value .. parts[2] .. nonce .. parts[3] .. signature .. parts[4]
	end
end

function init(arguments)
	given, count = dofile(arguments[1]), 0
	if given.kind == "fixed" then
		local text = given.parts[1]
		request = function() return text end
	else
		request = ({values = function() return values end, numbers = function() return numbers end,
			    signed = signed})[given.kind]()
	end
end

function done(summary, latency)
	local errors = summary.errors
	print(string.format(
		'{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d, "p50": %d, "p99": %d, "most": %d}',
		summary.requests, summary.duration, errors.status,
		errors.connect + errors.read + errors.write + errors.timeout,
		latency:percentile(50), latency:percentile(99), latency.max))
end
