"""The contract: read, checked, laid out, and turned into C, OpenAPI and reference pages."""
