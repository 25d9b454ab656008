//! Names of commands: what a client calls its request, made meaningless to everyone else.

use serde_json::Value;

use super::Vault;
use super::service::Service;

impl Vault {
    /// The id of the command that a client asks for under an idempotency key: 64 hexadecimal
    /// digits. The key itself may hold anything, an e-mail address too, and goes no further.
    #[must_use]
    pub fn command_id(&self, client: &str, key: &str) -> String {
        let parts = [b"command".as_slice(), client.as_bytes(), key.as_bytes()];
        self.inner.services.digest(Service::Commands, &parts).to_string()
    }

    /// A fingerprint of what was asked, so that a used key with another body is told apart: 64
    /// hexadecimal digits. The order of names in the body and the white space between them make no
    /// difference.
    #[must_use]
    pub fn fingerprint(&self, method: &str, path: &str, body: &Value) -> String {
        let mut canonical = zeroize::Zeroizing::new(String::new());
        write_canonical(body, &mut canonical);
        let parts =
            [b"request".as_slice(), method.as_bytes(), path.as_bytes(), canonical.as_bytes()];
        self.inner.services.digest(Service::Commands, &parts).to_string()
    }
}

/// JSON with the names of each object in order, whatever order a map keeps.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (name, value) in fields {
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write_canonical(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            out.push_str(&value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        let mut out = String::new();
        write_canonical(&serde_json::from_str(text).unwrap(), &mut out);
        out
    }

    #[test]
    fn only_what_is_asked_counts() {
        let one = canonical(r#"{"b":[1,{"y":null,"x":"\u0022"}],"a":true}"#);
        assert_eq!(one, canonical("{ \"a\" : true, \"b\":[1,{\"x\":\"\\\"\",\"y\":null}] }"));
        assert_ne!(one, canonical(r#"{"b":[{"y":null,"x":"\u0022"},1],"a":true}"#));
        assert_ne!(canonical(r#"["a","b"]"#), canonical(r#"["a,b"]"#));
        assert_ne!(canonical(r#"{"a":""}"#), canonical(r#"{"a":null}"#));
        assert_ne!(canonical("[[],[]]"), canonical("[[[]]]"));
    }
}
