"""Members of staff who may confirm by eye who stands there (目視確認): accounts, tries, audit.

`store` and `roster` keep the accounts, `desk` checks them for the reader's loop, `audit` says afterwards who did what,
`command` is what an administrator types.
"""
