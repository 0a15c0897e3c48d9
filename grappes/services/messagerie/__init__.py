"""The mails: rows written in a transaction, sent later, with links made on the way out."""
