# How schemathesis writes the body of a tus PATCH: as it is.
import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def bytes_of(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode()
