"""Readers of dlib's model files: two networks and the predictor of five points, without dlib."""
