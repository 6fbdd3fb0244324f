"""Reference central server: rules, register, MQTT edge."""
